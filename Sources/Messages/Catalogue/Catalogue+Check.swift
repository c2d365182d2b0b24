internal import FoundationEssentials
package import SingleWindow
internal import XMLTree

extension Catalogue {
    /// What is wrong with the folder beyond what loading refuses: a message without a sample, a sample that is not valid
    /// or can't be read into the model, an event that no dossier of the procedure can ever reach, a mapped field that its
    /// schema does not declare.
    package func check() -> [Problem] {
        procedures.flatMap { pack in
            unreachable(pack) + pack.messages.flatMap { unmapped($0, pack) + spoiledSample($0, pack) }
        } + unusedFiles()
    }

    // MARK: - Events

    /// Messages whose event fits in no phase that the procedure's own messages can lead to.
    private func unreachable(_ pack: ProcedurePack) -> [Problem] {
        let events = Set(pack.messages.compactMap(\.event)).union(failures(of: pack))
        var reached: Set<DossierCase.Phase> = [.submitted]
        var fitting: Set<DossierEventKind> = [.submitted]
        var pending: [DossierCase.Phase] = [.submitted]
        while let phase = pending.popLast() {
            for event in events {
                guard let next = DossierTransitions.next(phase, event) else { continue }
                fitting.insert(event)
                if reached.insert(next).inserted { pending.append(next) }
            }
        }
        var problems = pack.messages.filter { $0.event.map { !fitting.contains($0) } ?? false }.map { message in
            Problem.catalogue(
                "unreachable_event", file: pack.file,
                Text(
                    vi: "\(message.code): không trạng thái nào của thủ tục nhận \(message.event?.rawValue ?? "").",
                    en: "\(message.code): no state of the procedure takes \(message.event?.rawValue ?? "")."))
        }
        if !pack.isOpaque, !events.contains(.submitted) {
            problems.append(
                .catalogue(
                    "no_submission", file: pack.file,
                    Text(vi: "Không có thông điệp nộp hồ sơ.", en: "No message submits a dossier.")))
        }
        return problems
    }

    /// `failed`, where a decision field can say so.
    private func failures(of pack: ProcedurePack) -> [DossierEventKind] {
        pack.messages.contains { $0.fields?.decision?.failed.isEmpty == false } ? [.failed] : []
    }

    // MARK: - Fields

    private func unmapped(_ message: MessageEntry, _ pack: ProcedurePack) -> [Problem] {
        guard let fields = message.fields else { return [] }
        guard let schema = message.schema, let declarations = SchemaDeclarations(schema, in: folder) else {
            return [
                .catalogue(
                    "fields_without_schema", file: pack.file,
                    Text(
                        vi: "\(message.code) có trường ánh xạ nhưng không có lược đồ.",
                        en: "\(message.code) maps fields and has no schema."))
            ]
        }
        func missing(_ path: String) -> Problem {
            .catalogue(
                "field_not_declared", file: pack.file,
                Text(
                    vi: "\(message.code): \(schema) không khai báo \(path).",
                    en: "\(message.code): \(schema) does not declare \(path)."))
        }
        var problems = fields.paths.filter { ContentPath($0).map { !declarations.declares($0) } ?? true }.map(missing)
        for goods in fields.goods {
            guard let each = ContentPath(goods.each), declarations.declares(each) else {
                problems.append(missing(goods.each))
                continue
            }
            problems += goods.paths.filter {
                ContentPath($0).map { !declarations.declares($0, below: each) } ?? true
            }.map { missing("\(goods.each)/\($0)") }
        }
        return problems
    }

    // MARK: - Samples

    private func spoiledSample(_ message: MessageEntry, _ pack: ProcedurePack) -> [Problem] {
        guard message.schema != nil else { return [] }
        let file = pack.sample(of: message)
        guard let data = try? Data(contentsOf: URL(filePath: folder).appending(path: file)) else {
            return [
                .catalogue(
                    "no_sample", file: file,
                    Text(vi: "Thiếu bản mẫu của \(message.code).", en: "The sample of \(message.code) is missing."))
            ]
        }
        let family = NSWFamily(catalogue: self)
        do {
            let sample = try family.parse(Array(data))
            guard sample.header.code == message.code else {
                return [
                    .catalogue(
                        "sample_of_other_message", file: file,
                        Text(
                            vi: "Bản mẫu là của \(sample.header.code).",
                            en: "The sample is one of \(sample.header.code)."))
                ]
            }
            let problems = sample.problems(by: message)
            guard problems.isEmpty else { return problems.map { $0.at(file) } }
            _ = try VerifiedNSWMessage(
                family: family, header: sample.header, document: sample.envelope.document
            ).content(by: message)
            return []
        } catch let refusal as MessageRefusal {
            return refusal.problems.map { $0.at(file) }
        } catch {
            return [
                .catalogue("sample", file: file, Text(vi: "Không đọc được.", en: "It can't be read."))
            ]
        }
    }

    /// Schemas in the procedures' folders that no message names.
    private func unusedFiles() -> [Problem] {
        procedures.flatMap { pack -> [Problem] in
            let used = Set(pack.messages.compactMap(\.schema))
            let path = URL(filePath: folder).appending(path: pack.folder).path()
            let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return files.sorted().map { "\(pack.folder)/\($0)" }.filter { $0.hasSuffix(".xsd") && !used.contains($0) }
                .map { file in
                    .catalogue(
                        "unused_schema", file: file,
                        Text(vi: "Không thông điệp nào dùng lược đồ này.", en: "No message uses this schema."))
                }
        }
    }
}

extension Problem {
    /// The problem with the file it is in, its own place in the message.
    fileprivate func at(_ file: String) -> Problem {
        var problem = self
        if let path = problem.path {
            problem.message = Text(vi: "\(path): \(message.vi)", en: "\(path): \(message.en)")
        }
        problem.path = file
        return problem
    }
}

extension FieldMap {
    /// The paths of the single fields.
    fileprivate var paths: [String] {
        [
            number, issuedAt, effectiveFrom, expiresAt, text, holderName, billOfLading, declaration, contract,
            decision?.path,
        ].compactMap { $0 }
    }
}

extension FieldMap.Goods {
    fileprivate var paths: [String] {
        [hsCode, description, quantity, quantityUnit, netWeight, netWeightUnit, origin].compactMap { $0 }
    }
}
