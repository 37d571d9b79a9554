pub trait Ledger: Send {
    type Entry;
    async fn put(
        &self,
        cx: &TraceContract,
        entry: Self::Entry,
    ) -> Result<(), LedgerError>;
    fn count(&self, parent: &Handle) -> usize {
        #[allow(clippy::shadow_reuse)]
        let parent = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(parent),
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
        );
        let returned = {
            #[allow(clippy::shadow_reuse)]
            let parent = parent.contract();
            ::trace_runtime::__macro_support::enter(
                parent,
                move || -> usize { self.entries(parent).len() },
            )
        };
        parent.finish(::core::option::Option::None);
        returned
    }
}
