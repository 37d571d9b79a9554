use trace_runtime::{TraceContract, traced};

struct Order<'o> {
    lines: Vec<&'o str>,
}

#[traced]
impl<'o> Order<'o> {
    fn first<'a>(&'a self, cx: &TraceContract) -> Option<&'a &'o str> {
        self.lines.first()
    }

    async fn longest(&self, cx: &TraceContract) -> &'o str {
        self.lines.iter().copied().max_by_key(|line| line.len()).unwrap_or("")
    }
}

#[traced]
async fn pick<'a, 'b: 'a>(cx: &TraceContract, a: &'a str, b: &'b str, first: bool) -> &'a str {
    if first { a } else { b }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let text = "a bc".to_owned();
        let order = Order { lines: text.split(' ').collect() };
        assert_eq!(order.first(cx), Some(&"a"));
        assert_eq!(order.longest(cx).await, "bc");
        assert_eq!(pick(cx, &text, "x", false).await, "x");
    })
    .await;
}
