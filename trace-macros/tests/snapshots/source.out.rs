fn on_message(&self, message: Message) -> Response {
    let __traced_source = ::trace_runtime::__macro_support::source(
            &(self.request.contract()),
        )
        .__traced_keep();
    let __span_of_cx = ::trace_runtime::__macro_support::Span::start(
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
        let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(&__span_of_cx);
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
        ::trace_runtime::__macro_support::Span::fail(&__span_of_cx, __traced_failure);
    }
    ::trace_runtime::__macro_support::Span::finish(&__span_of_cx);
    return __traced_returned;
}
