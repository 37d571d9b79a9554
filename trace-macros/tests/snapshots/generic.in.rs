#[traced]
pub unsafe extern "C" fn visit<'a, T, const N: usize>(cx: &TraceContract, all: &'a [T; N]) -> Result<impl Iterator<Item = &'a T>, T::Error>
where
    T: Visit + ?Sized,
{
    T::check(cx)?;
    Ok(all.iter())
}
