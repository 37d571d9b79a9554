//! What looks like a spawn and is not banned, with the reason.

/// The future is polled where the call stands: it may borrow a contract, which
/// stays current on this thread.
const IN_PLACE: &str = "runs in place";
/// The closure is a hook of the runtime, set up before there is any request.
const HOOK: &str = "a hook of the runtime, not work of a request";
/// It starts another program, which is told its parent by the environment.
const PROCESS: &str = "a process: its environment carries the trace context";
/// It only makes what does the work, and that is banned.
const MAKES: &str = "makes a spawner, whose methods are banned";
/// The thread ends before the scope does, so it may borrow a contract.
const SCOPED: &str = "scoped: it may borrow a contract";
/// The closure goes elsewhere; no other way to say it would be better.
const SEAL: &str = "a callback by design: seal the contract, and open it in there";

/// It spawns, and the call is one of the standard library's, such as `collect`.
const UNSEEN: &str = "no lint can see it: see `outside/unseen.rs`";
/// The trait's method is what is called.
const BY_TRAIT: &str = "banned by the method of the trait";

/// Paths, and why they are not banned.
pub(crate) const ALLOWED: &[(&str, &str)] = &[
    ("axum::extract::WebSocketUpgrade::on_upgrade", SEAL),
    ("axum::serve::ListenerExt::tap_io", HOOK),
    ("axum::serve::Serve::with_graceful_shutdown", HOOK),
    ("futures_executor::ThreadPoolBuilder::after_start", HOOK),
    ("futures_executor::ThreadPoolBuilder::before_stop", HOOK),
    ("futures_executor::block_on", IN_PLACE),
    ("futures_executor::block_on_stream", IN_PLACE),
    ("hyper::ext::on_informational", SEAL),
    ("hyper_util::rt::TokioExecutor::<Executor>", BY_TRAIT),
    ("rayon_core::Configuration::exit_handler", HOOK),
    ("rayon_core::Configuration::panic_handler", HOOK),
    ("rayon_core::Configuration::start_handler", HOOK),
    ("rayon_core::Configuration::thread_name", HOOK),
    ("rayon_core::Scope::spawn", SCOPED),
    ("rayon_core::Scope::spawn_broadcast", SCOPED),
    ("rayon_core::ScopeFifo::spawn_broadcast", SCOPED),
    ("rayon_core::ScopeFifo::spawn_fifo", SCOPED),
    ("rayon_core::ThreadPoolBuilder::exit_handler", HOOK),
    ("rayon_core::ThreadPoolBuilder::panic_handler", HOOK),
    ("rayon_core::ThreadPoolBuilder::spawn_handler", HOOK),
    ("rayon_core::ThreadPoolBuilder::start_handler", HOOK),
    ("rayon_core::ThreadPoolBuilder::thread_name", HOOK),
    ("tokio::process::Command::pre_exec", PROCESS),
    ("tokio::process::Command::spawn", PROCESS),
    ("tokio::process::Command::spawn_with", PROCESS),
    ("tokio::runtime::Builder::on_after_task_poll", HOOK),
    ("tokio::runtime::Builder::on_before_task_poll", HOOK),
    ("tokio::runtime::Builder::on_task_spawn", HOOK),
    ("tokio::runtime::Builder::on_task_terminate", HOOK),
    ("tokio::runtime::Builder::on_thread_park", HOOK),
    ("tokio::runtime::Builder::on_thread_start", HOOK),
    ("tokio::runtime::Builder::on_thread_stop", HOOK),
    ("tokio::runtime::Builder::on_thread_unpark", HOOK),
    ("tokio::runtime::Builder::thread_name_fn", HOOK),
    ("tokio::runtime::Handle::block_on", IN_PLACE),
    ("tokio::runtime::LocalRuntime::block_on", IN_PLACE),
    ("tokio::runtime::Runtime::block_on", IN_PLACE),
    ("tokio::task::JoinSet::<Extend>", UNSEEN),
    ("tokio::task::JoinSet::<FromIterator>", UNSEEN),
    ("tokio::task::JoinSet::build_task", MAKES),
    ("tokio::task::LocalSet::block_on", IN_PLACE),
    ("tokio_util::task::JoinQueue::<FromIterator>", UNSEEN),
    ("tonic::transport::Server::trace_fn", HOOK),
];
