fn check(cx: &TraceContract, cents: u64) -> Result<(), Refused> {
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "check",
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
        let cx = cx.contract();
        ::trace_runtime::__macro_support::enter(
            cx,
            move || -> Result<(), Refused> {
                if cents == 0 { Err(Refused) } else { Ok(()) }
            },
        )
    };
    cx.finish({
        #[allow(unused_imports)]
        use ::trace_runtime::__macro_support::{
            DescribeAny as _, DescribeDisplay as _, DescribeError as _,
            DescribeReport as _, Failed, NotAResult as _, NotAwaited as _, Returned,
        };
        (&&Returned(&returned))
            .__traced_error()
            .map(|error| (&&&Failed(error)).__traced_describe())
    });
    returned
}
