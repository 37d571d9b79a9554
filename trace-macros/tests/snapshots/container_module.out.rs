mod handlers {
    //! Of requests.
    use super::*;
    thread_local! {
        static DEPTH : Cell < u8 > = const { Cell::new(0) };
    }
    pub async fn show(cx: Inbound) -> Response {
        let __span_of_cx = ::trace_runtime::__macro_support::Span::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(&cx),
            {
                static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                    "show",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "show",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned = {
            let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
                &__span_of_cx,
            );
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
        if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
            &__span_of_cx,
            ::trace_runtime::__macro_support::returned(&__traced_returned)
                .__traced_error(),
        ) {
            ::trace_runtime::__macro_support::Span::fail(
                &__span_of_cx,
                ::trace_runtime::__macro_support::failed(__traced_error)
                    .__traced_describe(),
            );
        }
        ::trace_runtime::__macro_support::Span::finish(&__span_of_cx);
        return __traced_returned;
    }
    mod admin {
        impl Admin {
            fn drop_all(&self, cx: &TraceContract) {
                let __span_of_cx = ::trace_runtime::__macro_support::Span::start(
                    ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
                    {
                        static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                            "drop_all",
                            ::trace_runtime::__macro_support::SpanKind::Internal,
                            ::core::module_path!(),
                            "Admin::drop_all",
                            ::core::file!(),
                            ::core::line!(),
                            &[],
                        );
                        &CALLSITE
                    },
                );
                {
                    let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
                        &__span_of_cx,
                    );
                    ::trace_runtime::__macro_support::enter(
                        cx,
                        move || -> () {
                            self.store.clear(cx);
                        },
                    )
                };
                ::trace_runtime::__macro_support::Span::finish(&__span_of_cx);
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
