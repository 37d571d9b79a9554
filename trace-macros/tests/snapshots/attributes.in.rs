#[traced(
    name = "charge card",
    kind = client,
    attributes(order.id = order.id, currency, "total" = %order.net + order.tax, items = ?order.items, order.total = _),
    err(type),
    ret(debug)
)]
async fn charge(
    cx: &TraceContract,
    order: &Order,
    currency: &str,
    #[attribute] attempt: u32,
    #[attribute(name = "card.brand", display)] brand: Brand,
) -> Result<Receipt, ChargeError> {
    bank(cx, order, brand).await
}
