async fn main() -> Result<(), Box<dyn Error>> {
    let callsite: &'static ::trace_runtime::__macro_support::Callsite = {
        use ::trace_runtime::__macro_support::{Callsite, Kind};
        static CALLSITE: Callsite = Callsite::new(
            "main",
            Kind::Consumer,
            ::core::module_path!(),
            ::core::file!(),
            ::core::line!(),
            &[],
        );
        &CALLSITE
    };
    let root = ::trace_runtime::__macro_support::Root::new(callsite);
    let span = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::parent(&root),
        callsite,
        |_| {},
    );
    #[allow(clippy::shadow_unrelated)]
    let cx = span.contract();
    let returned = ::trace_runtime::__macro_support::Instrument::new(
            cx,
            async move {
                if false {
                    return ::trace_runtime::__macro_support::returns::<
                        Result<(), Box<dyn Error>>,
                    >();
                }
                serve(cx).await
            },
        )
        .await;
    span.finish(::core::option::Option::None);
    returned
}
