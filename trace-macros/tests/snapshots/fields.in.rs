#[traced(
    name = "charge card",
    kind = client,
    fields(order.id = order.id, currency, "total" = %order.net + order.tax, items = ?order.items),
    err(type),
    ret(debug)
)]
async fn charge(
    cx: &TraceContract,
    order: &Order,
    currency: &str,
    #[field] attempt: u32,
    #[field(name = "card.brand", display)] brand: Brand,
) -> Result<Receipt, ChargeError> {
    bank(cx, order, brand).await
}
