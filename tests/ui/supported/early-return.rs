use trace_runtime::{TraceContract, traced};

#[traced]
async fn find(cx: &TraceContract, haystack: &[u64], needle: u64) -> Option<usize> {
    for (at, candidate) in haystack.iter().enumerate() {
        if *candidate == needle {
            return Some(at);
        }
        tokio::task::yield_now().await;
    }
    None
}

#[traced]
fn sign(cx: &TraceContract, number: i64) -> &'static str {
    if number < 0 {
        return "negative";
    }
    'positive: {
        if number == 0 {
            break 'positive;
        }
        return "positive";
    }
    "zero"
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(find(cx, &[3, 7], 7).await, Some(1));
        assert_eq!(sign(cx, -1), "negative");
        assert_eq!(sign(cx, 0), "zero");
    })
    .await;
}
