#[traced]
fn merge((left, mut right): (Vec<u8>, Vec<u8>), cx: &Cx, mut limit: usize, #[cfg(feature = "dry")] dry: bool) -> Vec<u8> {
    limit += right.len();
    right.extend(left);
    right
}
