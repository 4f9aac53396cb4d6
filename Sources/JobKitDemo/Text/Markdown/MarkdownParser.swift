import CMarkGFM
import Synchronization

// Owns the only use of cmark-gfm, whose reading of Markdown is GitHub's. Everything that C allocates here is freed here, on every way out.

enum MarkdownParser {
    /// cmark-gfm keeps one table of special characters for the whole process and changes it while it parses: one text at a time.
    private static let turn = Mutex(())

    /// Without "autolink": releases before 0.29.0.gfm.7, which Debian 12 has, may read beyond the text with it, and an address shows the same words anyway.
    private static let extensions = ["table", "strikethrough", "tasklist"]

    /// - Parameter body: is handed the tree, which is freed when it returns.
    static func withTree<Result: Sendable>(of bytes: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        turn.withLock { _ in
            cmark_gfm_core_extensions_ensure_registered()
            guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
            defer { cmark_parser_free(parser) }
            for name in extensions {
                if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
            }
            bytes.withUnsafeBytes { cmark_parser_feed(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
            guard let root = cmark_parser_finish(parser) else { return nil }
            defer { cmark_node_free(root) }
            return body(root)
        }
    }
}
