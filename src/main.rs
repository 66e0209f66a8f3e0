//! The `lexact` command.

fn main() -> std::process::ExitCode {
    lexact::cli::run()
}
