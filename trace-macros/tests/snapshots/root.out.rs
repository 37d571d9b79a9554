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
    let cx = ::trace_runtime::__macro_support::Root::new(callsite);
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(::trace_runtime::__macro_support::Contract::__traced_parent(&cx), callsite);
    let returned = {
        #[allow(clippy::shadow_reuse)]
        let cx = cx.contract();
        ::trace_runtime::__macro_support::Instrument::new(
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
            .await
    };
    cx.finish(::core::option::Option::None);
    returned
}
