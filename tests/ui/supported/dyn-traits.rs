use trace_runtime::{TraceContract, traced};

trait Step {
    fn run(&self, cx: &TraceContract, input: u64) -> u64;
}

struct Double;
struct Twice(Box<dyn Step>);

#[traced(err(off))]
impl Step for Double {
    fn run(&self, cx: &TraceContract, input: u64) -> u64 {
        2 * input
    }
}

#[traced]
impl Step for Twice {
    fn run(&self, cx: &TraceContract, input: u64) -> u64 {
        let once = self.0.run(cx, input);
        self.0.run(cx, once)
    }
}

fn main() {
    let steps: Vec<Box<dyn Step>> = vec![Box::new(Double), Box::new(Twice(Box::new(Double)))];
    let ran = trace_runtime::run_sync("main", |cx| {
        steps.iter().fold(1, |input, step| step.run(cx, input))
    });
    assert_eq!(ran, 8);
}
