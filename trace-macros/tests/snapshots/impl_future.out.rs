#[allow(clippy::manual_async_fn)]
fn load<'a>(
    cx: &'a TraceContract,
    key: &'a str,
) -> impl Future<Output = Result<Row, LoadError>> + Send + 'a {
    async move {
        let span = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::parent(cx),
            {
                use ::trace_runtime::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "load",
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
        let returned = ::trace_runtime::__macro_support::Instrument::new(
                cx,
                ::trace_runtime::__macro_support::enter(
                    cx,
                    move || {
                        let key = key.trim();
                        async move {
                            if false {
                                return ::trace_runtime::__macro_support::returns::<
                                    Result<Row, LoadError>,
                                >();
                            }
                            fetch(cx, key).await
                        }
                    },
                ),
            )
            .await;
        span.finish({
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
}
