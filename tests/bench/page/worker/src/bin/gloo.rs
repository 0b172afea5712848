//! gloo-worker's end.

fn main() {
    use gloo_worker::Registrable;
    rivals::gloo::Lab::registrar().register();
}
