internal import SingleWindow
internal import XMLTree

// Values that several contents of this family share, read and written.

extension ElementReader {
    /// A party: name, identity and what else is known. `status`, where there is one, is not the party's.
    func party() -> Party? {
        let name = text("name")
        let party = Party(
            name: name ?? "", identity: optionalText("identity"), address: optionalText("address"),
            postcode: optionalText("postcode"), country: optionalText("country"),
            telephone: optionalText("telephone"), email: optionalText("email"))
        return name == nil ? nil : party
    }

    func place() -> Place? { Place(code: optionalText("code"), name: optionalText("name")) }

    func money() -> Money? {
        let amount = value("amount", DecimalText.read)
        guard let currency = text("currencyCode"), let amount else { return nil }
        return Money(amount, currency)
    }

    func quantity() -> Quantity? {
        let value = value("quantity", DecimalText.read)
        guard let unit = text("quantityUnit"), let value else { return nil }
        return Quantity(value, unit)
    }

    func dutyTaxFee() -> DutyTaxFee? {
        let rate = optionalValue("rate", DecimalText.read)
        let amount = optional("Amount") { $0.money() }
        let subItem = optionalText("subItem")
        guard let type = text("type") else { return nil }
        return DutyTaxFee(type: type, rate: rate, amount: amount, subItem: subItem)
    }

    /// All children `name` as `read` takes them; a child that can't be read is noted and left out.
    func list<T>(_ name: String, _ read: (ElementReader) -> T?) -> [T] { all(name).compactMap(read) }
}

extension ElementWriter {
    mutating func add(_ party: Party) {
        add("name", party.name)
        add("identity", party.identity)
        add("address", party.address)
        add("postcode", party.postcode)
        add("country", party.country)
        add("telephone", party.telephone)
        add("email", party.email)
    }

    mutating func add(_ name: String, _ party: Party) { add(name) { $0.add(party) } }

    mutating func add(_ name: String, _ place: Place?) {
        add(name, place) { writer, place in
            writer.add("code", place.code)
            writer.add("name", place.name)
        }
    }

    mutating func add(_ name: String, _ money: Money?) {
        add(name, money) { writer, money in
            writer.add("amount", money.amount)
            writer.add("currencyCode", money.currency)
        }
    }

    mutating func add(_ name: String, _ quantity: Quantity?) {
        add(name, quantity) { writer, quantity in
            writer.add("quantity", quantity.value)
            writer.add("quantityUnit", quantity.unit)
        }
    }

    mutating func add(_ fee: DutyTaxFee) {
        add("DutyTaxFee") { writer in
            writer.add("type", fee.type)
            writer.add("rate", fee.rate)
            writer.add("Amount", fee.amount)
            writer.add("subItem", fee.subItem)
        }
    }
}
