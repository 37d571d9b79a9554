//! What the server is told of a message: that it is done, or where it went.

use std::time::Duration;

use redis::{Pipeline, RedisResult};
use trace_messaging::{Reason, Settling};
use trace_runtime::TraceContract;

use super::entry::Entry;
use super::group::{Group, count};
use crate::span::error_type;

/// How long it is known which try was the last, after the last one that failed.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Group {
    /// The messages are done.
    pub(super) async fn acknowledge(&self, cx: &TraceContract, ids: &[&str]) -> RedisResult<()> {
        let settling = self.destination.settle(cx, "ack", ids.len());
        let mut pipeline = redis::pipe();
        pipeline
            .cmd("XACK")
            .arg(&self.stream)
            .arg(&self.name)
            .arg(ids);
        self.forget(&mut pipeline, ids);
        let settled = self.tell(settling, &pipeline).await;
        if settled.is_ok() {
            count(&self.counters.acknowledged, ids.len());
        }
        settled
    }

    /// The message goes where somebody looks at it, as it came; for the group it is done.
    pub(super) async fn set_aside(
        &self,
        cx: &TraceContract,
        entry: &Entry,
        deliveries: u64,
        reason: Reason,
    ) -> RedisResult<()> {
        let settling = self.destination.settle(cx, "set_aside", 1);
        let mut add = redis::cmd("XADD");
        entry.write(add.arg(self.dead()).arg("*"));
        add.arg("reason").arg(reason.as_str());
        add.arg("deliveries")
            .arg(deliveries)
            .arg("id")
            .arg(&entry.id);
        let mut pipeline = redis::pipe();
        pipeline.atomic().add_command(add);
        let ids = [entry.id.as_str()];
        pipeline
            .cmd("XACK")
            .arg(&self.stream)
            .arg(&self.name)
            .arg(&ids);
        self.forget(&mut pipeline, &ids);
        let settled = self.tell(settling, &pipeline).await;
        if settled.is_ok() {
            count(&self.counters.set_aside, 1);
        }
        settled
    }

    /// A try failed: the next one is to link to it. That it cannot is no loss of the message.
    pub(super) async fn remember(&self, cx: &TraceContract, id: &str) {
        if !cx.is_recording() {
            return;
        }
        let span = cx.span_context().to_traceparent();
        let mut con = self.con.clone();
        let tries = self.tries();
        let mut remember = redis::pipe();
        remember.cmd("HSET").arg(&tries).arg(id).arg(&span[..]);
        // One whose message was trimmed from the stream is not taken out by anybody.
        remember.cmd("EXPIRE").arg(&tries).arg(KEPT.as_secs());
        let _ = remember.exec_async(&mut con).await;
    }

    fn forget(&self, pipeline: &mut Pipeline, ids: &[&str]) {
        pipeline.cmd("HDEL").arg(self.tries()).arg(ids);
    }

    async fn tell(&self, settling: Settling, pipeline: &Pipeline) -> RedisResult<()> {
        let mut con = self.con.clone();
        let told = settling.instrument(pipeline.exec_async(&mut con)).await;
        match &told {
            Ok(()) => settling.settled(),
            Err(error) => {
                settling.failed(&error_type(error));
            }
        }
        told
    }
}
