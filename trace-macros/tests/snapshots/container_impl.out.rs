impl Payments<{ LIMIT + 1 }> {
    const RETRIES: u8 = 3;
    async fn charge(&mut self, cx: &TraceContract) -> Result<&mut Receipt, ChargeError> {
        let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = crate::tracing::__macro_support::Span::start(
            crate::tracing::__macro_support::Contract::__traced_parent(cx),
            {
                static CALLSITE: crate::tracing::__macro_support::Callsite = crate::tracing::__macro_support::Callsite::new(
                    "charge",
                    crate::tracing::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "Payments::charge",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned = {
            let cx @ &_ = crate::tracing::__macro_support::Span::contract(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            );
            crate::tracing::__macro_support::Instrument::new(
                    cx,
                    async move {
                        if false {
                            return crate::tracing::__macro_support::returns::<
                                Result<&mut Receipt, ChargeError>,
                            >();
                        }
                        self.bank.charge(cx).await
                    },
                )
                .await
        };
        if let ::core::option::Option::Some(__traced_error) = crate::tracing::__macro_support::Span::error(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            crate::tracing::__macro_support::returned(&__traced_returned)
                .__traced_error(),
        ) {
            crate::tracing::__macro_support::Span::fail(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                crate::tracing::__macro_support::Failure::type_only(
                    crate::tracing::__macro_support::failed(__traced_error)
                        .__traced_describe(),
                ),
            );
        }
        crate::tracing::__macro_support::Span::finish(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        return __traced_returned;
    }
    fn refund(&self, cx: &TraceContract) -> bool {
        let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = crate::tracing::__macro_support::Span::start(
            crate::tracing::__macro_support::Contract::__traced_parent(cx),
            {
                static CALLSITE: crate::tracing::__macro_support::Callsite = crate::tracing::__macro_support::Callsite::new(
                    "refund card",
                    crate::tracing::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "Payments::refund",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned = {
            let cx @ &_ = crate::tracing::__macro_support::Span::contract(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            );
            crate::tracing::__macro_support::enter(
                cx,
                move || -> bool {
                    tokio::spawn(audit());
                    true
                },
            )
        };
        crate::tracing::__macro_support::Span::finish(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        return __traced_returned;
    }
    async fn ready(&self) -> bool {
        true
    }
    fn limit(&self) -> u64 {
        10_000
    }
}
