pub unsafe extern "C" fn visit<'a, T, const N: usize>(
    cx: &TraceContract,
    all: &'a [T; N],
) -> Result<impl Iterator<Item = &'a T>, T::Error>
where
    T: Visit + ?Sized,
{
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "visit",
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
            move || -> Result<_, T::Error> {
                T::check(cx)?;
                Ok(all.iter())
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
