pub trait Ledger: Send {
    type Entry;
    async fn put(
        &self,
        cx: &TraceContract,
        entry: Self::Entry,
    ) -> Result<(), LedgerError>;
    fn count(&self, parent: &Handle) -> usize {
        let __parent_ends_with_its_fn_so_use_parent_spawn_or_parent_seal = ::trace_runtime::__macro_support::Span::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(parent),
            {
                static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                    "count",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "Ledger::count",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned = {
            let parent @ &_ = ::trace_runtime::__macro_support::Span::contract(
                &__parent_ends_with_its_fn_so_use_parent_spawn_or_parent_seal,
            );
            ::trace_runtime::__macro_support::enter(
                parent,
                move || -> usize { self.entries(parent).len() },
            )
        };
        ::trace_runtime::__macro_support::Span::finish(
            &__parent_ends_with_its_fn_so_use_parent_spawn_or_parent_seal,
        );
        return __traced_returned;
    }
}
