//! A host in ten lines: `cargo run --example embed`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rulebook = lexact::Rulebook::open("rules/us-ear")?;
    let facts = std::fs::read_to_string("examples/h800.json")?;

    let law = rulebook.in_force("2023-11-17".parse()?, lexact::Known::Latest);
    let decision = law.decide(&law.facts().from_json(&facts)?);

    println!("license: {}", decision["license"]);
    for reason in decision.because("license") {
        println!("because {}, {}", reason.cite, reason.citation);
    }
    Ok(())
}
