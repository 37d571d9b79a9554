use trace_runtime::{TraceContract, traced};

#[traced]
async fn parse(cx: &TraceContract, text: &str) -> Result<u64, std::fmt::Error> {
    let cents = text.parse::<u64>()?;
    //~ let cents = text.parse::<u64>().map_err(|_| std::fmt::Error)?;
    Ok(cents)
}

fn main() {
    let _ = parse;
}
