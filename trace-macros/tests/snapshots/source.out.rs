fn on_message(&self, message: Message) -> Response {
    let source = &(self.request.contract());
    let span = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::parent(source),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "on_message",
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
    let cx = span.contract();
    let returned = ::trace_runtime::__macro_support::enter(
        cx,
        move || -> Response { handle(cx, message) },
    );
    span.finish(
        ::trace_runtime::__macro_support::failure_by(
            &returned,
            |response: &Response| response.fault(),
        ),
    );
    returned
}
