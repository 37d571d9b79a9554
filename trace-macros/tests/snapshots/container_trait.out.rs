pub trait Ledger: Send {
    type Entry;
    async fn put(
        &self,
        cx: &TraceContract,
        entry: Self::Entry,
    ) -> Result<(), LedgerError>;
    fn count(&self, parent: &Handle) -> usize {
        let span = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::parent(parent),
            {
                use ::trace_runtime::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "count",
                    Kind::Internal,
                    ::core::module_path!(),
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
            |_| {},
        );
        #[allow(clippy::shadow_unrelated)]
        let parent = span.contract();
        let returned = ::trace_runtime::__macro_support::enter(
            parent,
            move || -> usize { self.entries(parent).len() },
        );
        span.finish(::core::option::Option::None);
        returned
    }
}
