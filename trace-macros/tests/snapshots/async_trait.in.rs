#[traced]
impl Bank for Live {
    #[allow(clippy::all)]
    fn transfer<'life0, 'life1, 'async_trait>(
        &'life0 self,
        cx: &'life1 TraceContract,
        cents: u64,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<u64, BankError>> + ::core::marker::Send + 'async_trait>>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let __self = self;
            let cents = cents;
            __self.ledger.put(cx, cents).await
        })
    }
}
