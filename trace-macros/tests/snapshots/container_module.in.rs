#[traced]
mod handlers {
    //! Of requests.
    use super::*;

    thread_local! {
        static DEPTH: Cell<u8> = const { Cell::new(0) };
    }

    pub async fn show(cx: Inbound) -> Response {
        page(cx).await
    }

    mod admin {
        impl Admin {
            fn drop_all(&self, cx: &TraceContract) {
                self.store.clear(cx);
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
