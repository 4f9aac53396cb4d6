/// Looks that a terminal gives to text.
enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case italic = "3"
    case cyan = "36"

    func applied(to text: String) -> String {
        text.isEmpty ? "" : "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}
