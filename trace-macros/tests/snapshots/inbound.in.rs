#[traced(kind = server)]
async fn create(cx: Inbound, State(shop): State<Shop>, Json(order): Json<Order>) -> impl IntoResponse {
    shop.create(cx, order).await
}
