#[traced]
pub trait Ledger: Send {
    type Entry;

    async fn put(&self, cx: &TraceContract, entry: Self::Entry) -> Result<(), LedgerError>;

    fn count(&self, #[contract] parent: &Handle) -> usize {
        self.entries(parent).len()
    }
}
