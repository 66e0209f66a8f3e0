fn main() {
    let a: Vec<String> = std::env::args().collect();
    match lexact::Rulebook::open(&a[1]) {
        Err(f) => println!("{f}"),
        Ok(book) => {
            println!("{} {:?}", book.name(), book.revisions(lexact::Known::Latest));
            for day in &a[3..] {
                let law = book.in_force(day.parse().unwrap(), lexact::Known::Latest);
                match law.facts().from_json(&std::fs::read_to_string(&a[2]).unwrap()) {
                    Err(e) => println!("{e}"),
                    Ok(f) => println!("{}", law.decide(&f).explain()),
                }
            }
        }
    }
}
