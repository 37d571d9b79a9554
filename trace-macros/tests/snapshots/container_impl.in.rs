#[traced(err(type), crate = crate::tracing)]
impl Payments<{ LIMIT + 1 }> {
    const RETRIES: u8 = 3;

    async fn charge(&mut self, cx: &TraceContract) -> Result<&mut Receipt, ChargeError> {
        self.bank.charge(cx).await
    }

    #[traced(name = "refund card", allow(raw_spawn))]
    fn refund(&self, cx: &TraceContract) -> bool {
        tokio::spawn(audit());
        true
    }

    #[no_contract]
    async fn ready(&self) -> bool {
        true
    }

    fn limit(&self) -> u64 {
        10_000
    }
}
