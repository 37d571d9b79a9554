//! tokio's channels, for messages that bring their context along.
//!
//! Same names, same behaviour, two differences: `send` takes the contract
//! first, and what is received is a [`Carried<T>`](crate::Carried), which
//! cannot be read without adopting the context it was sent in.
//!
//! ```
//! use trace_runtime::channel::mpsc;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! # trace_runtime::run("producer", async |cx| {
//! let (orders, mut inbox) = mpsc::channel::<u32>(8);
//! orders.send(cx, 42).await.unwrap();
//!
//! let message = inbox.recv().await.unwrap();
//! message.open("handle order", async |cx, order| {
//!     cx.set_attribute("order.id", i64::from(order));
//! })
//! .await;
//! # }).await;
//! # }
//! ```

pub mod broadcast;
pub mod mpsc;
pub mod oneshot;
pub mod watch;
