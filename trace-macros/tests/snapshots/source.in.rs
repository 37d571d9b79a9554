#[traced(cx = self.request.contract() as cx, err = |response: &Response| response.fault())]
fn on_message(&self, message: Message) -> Response {
    handle(cx, message)
}
