mod handlers {
    //! Of requests.
    use super::*;
    thread_local! {
        static DEPTH : Cell < u8 > = const { Cell::new(0) };
    }
    pub async fn show(cx: Inbound) -> Response {
        #[allow(clippy::shadow_reuse)]
        let cx = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(&cx),
            {
                use ::trace_runtime::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "show",
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
            ::trace_runtime::__macro_support::Instrument::new(
                    cx,
                    async move {
                        if false {
                            return ::trace_runtime::__macro_support::returns::<
                                Response,
                            >();
                        }
                        page(cx).await
                    },
                )
                .await
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
    mod admin {
        impl Admin {
            fn drop_all(&self, cx: &TraceContract) {
                #[allow(clippy::shadow_reuse)]
                let cx = ::trace_runtime::__macro_support::Span::<
                    0,
                >::start(
                    ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
                    {
                        use ::trace_runtime::__macro_support::{Callsite, Kind};
                        static CALLSITE: Callsite = Callsite::new(
                            "drop_all",
                            Kind::Internal,
                            ::core::module_path!(),
                            ::core::file!(),
                            ::core::line!(),
                            &[],
                        );
                        &CALLSITE
                    },
                );
                {
                    #[allow(clippy::shadow_reuse)]
                    let cx = cx.contract();
                    ::trace_runtime::__macro_support::enter(
                        cx,
                        move || -> () {
                            self.store.clear(cx);
                        },
                    )
                };
                cx.finish(::core::option::Option::None);
            }
        }
    }
    #[cfg(test)]
    mod tests {
        async fn request() -> Response {
            Response::default()
        }
    }
}
