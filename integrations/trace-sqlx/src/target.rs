//! Where a pool's statements go, and in which form.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use trace_runtime::TraceContract;

use crate::asked::Asked;
use crate::backend::{Backend, Facts, Server};
use crate::comments::Comments;
use crate::holders::Holders;
use crate::stats::Counters;

/// What is set for a pool beside sqlx's own options.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Statements that take as long are said to be slow.
    pub(crate) slow: Duration,
    /// Transactions in which nothing happens for as long are named.
    pub(crate) idle_in_transaction: Duration,
    pub(crate) comments: Comments,
    /// Nothing is kept prepared.
    pub(crate) unnamed: bool,
    /// Transactions have their span as PostgreSQL's `application_name`.
    pub(crate) application_name: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            slow: Duration::from_millis(100),
            idle_in_transaction: Duration::from_secs(10),
            comments: Comments::default(),
            unnamed: false,
            application_name: false,
        }
    }
}

/// What all statements of a pool have in common.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) facts: Facts,
    pub(crate) server: Server,
    pub(crate) settings: Settings,
    pub(crate) counters: Counters,
    pub(crate) holders: Arc<Holders>,
}

impl Target {
    pub(crate) fn new(facts: Facts, server: Server, settings: Settings) -> Self {
        Target {
            facts,
            server,
            holders: Holders::new(settings.idle_in_transaction),
            settings,
            counters: Counters::default(),
        }
    }

    /// Whether statements are sent as they were asked.
    pub(crate) fn sends_as_is(&self) -> bool {
        self.settings.comments.is_off() && !self.settings.unnamed
    }

    /// What begins a transaction whose span lends `cx`, instead of `BEGIN`. Both statements
    /// go in one message, so that it takes no longer.
    ///
    /// `LOCAL`, as what is set for a session stays on a connection that a pooler gives to
    /// somebody else next.
    pub(crate) fn begin(&self, cx: &TraceContract) -> Option<SqlStr> {
        if !self.settings.application_name || !cx.is_recording() {
            return None;
        }
        let traceparent = cx.span_context().to_traceparent();
        let traceparent = String::from_utf8_lossy(&traceparent);
        // Digits and dashes.
        let begin = format!("BEGIN; SET LOCAL application_name = '{traceparent}'");
        Some(AssertSqlSafe(begin).into_sql_str())
    }

    /// What is sent of a statement. Called within its span.
    pub(crate) fn prepare<DB: Backend>(&self, asked: Asked<DB>) -> Asked<DB> {
        let Settings {
            comments, unnamed, ..
        } = &self.settings;
        comments.add_to(asked.persisting(!unnamed))
    }
}
