//! Receipts: work for the CPU, done on the blocking pool.

use trace_runtime::{TraceContract, traced};

use crate::order::Order;

/// Lays a receipt out.
#[traced]
pub(crate) fn render(cx: &TraceContract, payment_id: &str, order: &Order) -> String {
    let lines = [
        "RECEIPT".to_owned(),
        format!("payment  {payment_id}"),
        format!("user     {}", order.user),
        format!("amount   {}", order.money),
    ];
    let receipt = lines.join("\n");
    cx.set_attribute("receipt.bytes", receipt.len());
    receipt
}
