internal import FoundationEssentials
internal import SingleWindow

/// The clearance engine's messages, one for each layout in `schemas/vnaccs`: what is sent to it is the gateway's, what is
/// received from it the engine's.
enum EngineMessages {
    /// None where the folder has no layouts.
    static func read(in folder: String, report: CatalogueReport) -> [FamilyMessages.Message] {
        let path = URL(filePath: folder).appending(path: "vnaccs").path()
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do throws(VNACCSError) {
            return try VNACCSLayouts(folder: path).all.map { layout in
                FamilyMessages.Message(
                    entry: MessageEntry(
                        code: MessageCode(family: .vnaccs, type: layout.code),
                        sender: layout.direction == .send ? .gateway : .engine, title: layout.title,
                        schema: "vnaccs/\(layout.code).layout"))
            }
        } catch {
            for problem in error.problems { report.add(problem) }
            return []
        }
    }
}
