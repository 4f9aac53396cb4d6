/// The marks of Python's documentation tool.
enum SphinxRoles {
    /// `:class:`~io.IOBase`` as `` `IOBase` ``, `:class:`Response <models.Response>`` as `` `Response` ``, and no backslash behind either.
    static func removed(from text: String) -> String {
        text.replacing(/(?::[A-Za-z]+)*:[A-Za-z]+:`([^`\n]*)`(?:\\(?=[A-Za-z]))?/) { match in
            let written = match.1.split(separator: "<").first.map { $0.trimmed } ?? match.1
            let name = written.first == "~" ? written.split(separator: ".").last ?? written : written
            return "`\(name.drop { $0 == "~" || $0 == "!" })`"
        }
    }
}
