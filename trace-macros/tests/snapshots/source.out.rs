fn on_message(&self, message: Message) -> Response {
    let __traced_source = ::trace_runtime::__macro_support::source(
            &(self.request.contract()),
        )
        .__traced_keep();
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(&__traced_source),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "on_message",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "on_message",
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
    );
    let __traced_returned = {
        let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        ::trace_runtime::__macro_support::enter(
            cx,
            move || -> Response { handle(cx, message) },
        )
    };
    if let ::core::option::Option::Some(__traced_failure) = {
        ::trace_runtime::__macro_support::failure_by(
            &__traced_returned,
            |response: &Response| response.fault(),
        )
    } {
        ::trace_runtime::__macro_support::Span::fail(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            __traced_failure,
        );
    }
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
    return __traced_returned;
}
