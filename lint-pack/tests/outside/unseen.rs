//! What the lint does not find, as `trace-runtime/lints/README.md` says. A future
//! that is made by `cx.task` keeps its trace here too.

use std::future::ready;

use tokio::task::JoinSet;
use tokio_util::task::JoinQueue;

async fn by_traits_of_std() {
    let mut set: JoinSet<()> = [ready(())].into_iter().collect();
    set.extend([ready(())]);
    let queue = JoinQueue::from_iter([ready(())]);
    set.join_all().await;
    queue.join_all().await;
}

/// One such function, and its callers are not asked again.
#[allow(clippy::disallowed_methods)]
fn launch(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

#[tokio::main]
async fn main() {
    by_traits_of_std().await;
    launch(ready(()));
}
