#[trace_runtime::traced]
mod orders {
    //! Orders.
    #![allow(dead_code)]

    use trace_runtime::TraceContract;

    thread_local! {
        static COUNT: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }

    macro_rules! seven {
        () => {
            7
        };
    }

    pub const LIMIT: u64 = seven!();

    #[derive(Debug, Default)]
    pub struct Orders(Vec<u64>);

    impl Orders {
        pub async fn add(&mut self, cx: &TraceContract, id: u64) -> usize {
            self.0.push(id);
            self.len()
        }

        fn len(&self) -> usize {
            self.0.len()
        }
    }

    pub mod nested {
        use super::TraceContract;

        pub async fn list(cx: &TraceContract) -> u64 {
            super::LIMIT
        }
    }

    #[cfg(test)]
    mod tests {
        async fn free() {}
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(orders::Orders::default().add(cx, 1).await, 1);
        assert_eq!(orders::nested::list(cx).await, orders::LIMIT);
    })
    .await;
}
