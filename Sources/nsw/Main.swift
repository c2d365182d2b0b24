internal import Commands

/// The executable; everything it does is in `Commands`.
@main
struct Main {
    static func main() async { await CommandLineTool.main() }
}
