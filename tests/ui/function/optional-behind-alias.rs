use trace_runtime::{TraceContract, traced};

type Context<'a> = Option<&'a TraceContract>;
//~ type Context<'a> = &'a TraceContract;

#[traced]
async fn pay(#[contract] cx: Context<'_>, order: u64) -> u64 {
    order
}

fn main() {
    let _ = pay;
}
