use trace_runtime::{TraceContract, traced};

struct Line {
    cents: u64,
    amount: u64,
}

#[traced(attributes(cents = *cents))]
fn price(cx: &TraceContract, Line { cents, amount }: &Line, [a, b]: [u64; 2]) -> u64 {
    cents * amount + a + b
}

#[traced]
async fn sum(cx: &TraceContract, mut numbers: Vec<u64>, (x, mut y): (u64, u64), _: u64) -> u64 {
    numbers.push(x);
    y += 1;
    numbers.iter().sum::<u64>() + y
}

#[traced]
fn take(mut self_like: String, _unused: u8, cx: &TraceContract) -> String {
    self_like.push('!');
    self_like
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(price(cx, &Line { cents: 5, amount: 2 }, [1, 2]), 13);
        assert_eq!(sum(cx, vec![1], (2, 3), 0).await, 7);
        assert_eq!(take("a".to_owned(), 0, cx), "a!");
    })
    .await;
}
