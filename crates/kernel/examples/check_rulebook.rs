//! Reads a rulebook folder and prints its problems: `cargo run -p kernel --example check_rulebook -- rulebook`.

use std::path::Path;

fn gather(root: &Path, folder: &Path, sources: &mut kernel::Sources) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, sources)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            sources.insert(name.to_string_lossy().replace('\\', "/"), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "rulebook".to_owned());
    let mut sources = kernel::Sources::new();
    gather(Path::new(&root), Path::new(&root), &mut sources)?;
    match kernel::read::rulebook(&sources, "example") {
        Ok(book) => println!(
            "{} laws, {} procedures, {} figures",
            book.laws.len(),
            book.procedures.len(),
            book.figures.len()
        ),
        Err(problems) => {
            for problem in &problems {
                println!("{}", problem.render(&sources, false));
            }
            println!("{} problems", problems.len());
            std::process::exit(1);
        }
    }
    Ok(())
}
