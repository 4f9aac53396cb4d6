extension LanguageTable {
    /// Extensions, whole names and interpreters are in lower case, with spaces between.
    struct Row: Sendable {
        var name: String
        var kind: Language.Kind
        var extensions: String
        var names = ""
        var interpreters = ""

        init(_ name: String, _ kind: Language.Kind, _ extensions: String, names: String = "", interpreters: String = "") {
            (self.name, self.kind, self.extensions, self.names, self.interpreters) = (name, kind, extensions, names, interpreters)
        }
    }

    static let rows: [Row] = programming + formats

    private static let programming: [Row] = [
        Row("Swift", .programming, "swift", interpreters: "swift"),
        Row("C", .programming, "c h", interpreters: "tcc"),
        Row("C++", .programming, "cc cpp cxx c++ hh hpp hxx h++ inl ipp inc"),
        Row("Objective-C", .programming, "m mm"),
        Row("Python", .programming, "py pyi pyw pyx", names: "sconstruct sconscript wscript", interpreters: "python pypy"),
        Row("JavaScript", .programming, "js mjs cjs jsx", names: "jakefile", interpreters: "node nodejs bun"),
        Row("TypeScript", .programming, "ts tsx mts cts", interpreters: "deno ts-node tsx"),
        Row("Go", .programming, "go"),
        Row("Rust", .programming, "rs", interpreters: "rust-script"),
        Row("Java", .programming, "java"),
        Row("Kotlin", .programming, "kt kts"),
        Row("Scala", .programming, "scala sc sbt", interpreters: "scala"),
        Row("Groovy", .programming, "groovy gradle gvy", names: "jenkinsfile", interpreters: "groovy"),
        Row("C#", .programming, "cs csx"),
        Row("F#", .programming, "fs fsi fsx"),
        Row("Visual Basic", .programming, "vb vbs"),
        Row(
            "Ruby", .programming, "rb rake gemspec podspec ru",
            names: "gemfile rakefile podfile vagrantfile fastfile brewfile guardfile dangerfile", interpreters: "ruby rake"),
        Row("PHP", .programming, "php phtml php5", interpreters: "php"),
        Row("Perl", .programming, "pl pm pod", interpreters: "perl"),
        Row("Raku", .programming, "raku rakumod", interpreters: "raku"),
        Row("Lua", .programming, "lua", interpreters: "lua luajit"),
        Row("R", .programming, "r rmd", interpreters: "rscript Rscript"),
        Row("Julia", .programming, "jl", interpreters: "julia"),
        Row("Haskell", .programming, "hs lhs", interpreters: "runhaskell stack"),
        Row("OCaml", .programming, "ml mli", interpreters: "ocaml"),
        Row("Elixir", .programming, "ex exs", interpreters: "elixir"),
        Row("Erlang", .programming, "erl hrl escript", interpreters: "escript"),
        Row("Clojure", .programming, "clj cljs cljc edn", interpreters: "bb clojure"),
        Row("Common Lisp", .programming, "lisp lsp asd"),
        Row("Scheme", .programming, "scm ss rkt", interpreters: "guile racket"),
        Row("Emacs Lisp", .programming, "el"),
        Row("Dart", .programming, "dart", interpreters: "dart"),
        Row("Zig", .programming, "zig zon"),
        Row("Nim", .programming, "nim nims"),
        Row("Crystal", .programming, "cr", interpreters: "crystal"),
        Row("D", .programming, "d di"),
        Row("V", .programming, "v vsh"),
        Row("Fortran", .programming, "f f77 f90 f95 f03 f08 for"),
        Row("Pascal", .programming, "pas pp dpr"),
        Row("Ada", .programming, "adb ads"),
        Row("COBOL", .programming, "cob cbl"),
        Row("Assembly", .programming, "s asm nasm"),
        Row("CUDA", .programming, "cu cuh"),
        Row("GLSL", .programming, "glsl vert frag comp geom"),
        Row("Metal", .programming, "metal"),
        Row("Verilog", .programming, "sv svh vlg"),
        Row("VHDL", .programming, "vhd vhdl"),
        Row("Solidity", .programming, "sol"),
        Row(
            "Shell", .programming, "sh bash zsh ksh fish bats command", names: ".bashrc .zshrc .profile",
            interpreters: "sh bash zsh ksh dash fish ash"),
        Row("PowerShell", .programming, "ps1 psm1 psd1", interpreters: "pwsh"),
        Row("Batch", .programming, "bat cmd"),
        Row("Tcl", .programming, "tcl tk", interpreters: "tclsh wish"),
        Row("Awk", .programming, "awk gawk", interpreters: "awk gawk mawk"),
        Row("Vim Script", .programming, "vim", names: ".vimrc"),
        Row("SQL", .programming, "sql psql ddl"),
        Row("GraphQL", .programming, "graphql gql"),
        Row("Protocol Buffers", .programming, "proto"),
        Row("Thrift", .programming, "thrift"),
        Row("HTML", .programming, "html htm xhtml"),
        Row("CSS", .programming, "css"),
        Row("Sass", .programming, "scss sass less"),
        Row("Vue", .programming, "vue"),
        Row("Svelte", .programming, "svelte"),
        Row("Template", .programming, "mustache hbs erb ejs j2 jinja jinja2 stencil leaf tmpl gyb"),
        Row("Nix", .programming, "nix"),
        Row("Terraform", .programming, "tf tfvars hcl"),
        Row("Starlark", .programming, "bzl bazel star", names: "build workspace"),
        Row("Makefile", .programming, "mk mak make", names: "makefile gnumakefile bsdmakefile", interpreters: "make"),
        Row("CMake", .programming, "cmake", names: "cmakelists.txt"),
        Row("Meson", .programming, "", names: "meson.build meson_options.txt"),
        Row("Dockerfile", .programming, "dockerfile containerfile", names: "dockerfile containerfile"),
        Row("Just", .programming, "just", names: "justfile .justfile"),
        Row("Jupyter Notebook", .programming, "ipynb"),
    ]

    private static let formats: [Row] = [
        Row("Markdown", .prose, "md markdown mdx mdown"),
        Row("DocC", .prose, "tutorial docc"),
        Row("reStructuredText", .prose, "rst"),
        Row("AsciiDoc", .prose, "adoc asciidoc"),
        Row("Org", .prose, "org"),
        Row("TeX", .prose, "tex sty bib"),
        Row("Man page", .prose, "1 3 5 7 8 mdoc"),
        Row(
            "Text", .prose, "txt text",
            names: "license licence copying notice authors contributors changelog changes news readme install todo codeowners version"),
        Row("JSON", .configuration, "json json5 jsonc resolved webmanifest", names: ".swift-format .babelrc .eslintrc .prettierrc"),
        Row("YAML", .configuration, "yml yaml", names: ".clang-format .clang-tidy .swiftlint"),
        Row("TOML", .configuration, "toml", names: "cargo.lock poetry.lock uv.lock pipfile"),
        Row("XML", .configuration, "xml plist xsd xsl xslt csproj fsproj vcxproj props targets storyboard xib entitlements xcscheme pom"),
        Row("INI", .configuration, "ini cfg conf config properties desktop service", names: ".editorconfig .gitconfig .npmrc .gitmodules"),
        Row("Xcode project", .configuration, "pbxproj xcconfig xcworkspacedata"),
        Row("Module map", .configuration, "modulemap"),
        Row("Go module", .configuration, "mod sum work"),
        Row(
            "Ignore list", .configuration, "",
            names: ".gitignore .dockerignore .npmignore .gitattributes .mailmap .licenseignore .prettierignore .eslintignore"),
        Row("Environment", .configuration, "env", names: ".env .swift-version .ruby-version .python-version .nvmrc .tool-versions"),
        Row("Lock file", .data, "lock"),
        Row("CSV", .data, "csv tsv"),
        Row("JSON Lines", .data, "jsonl ndjson geojson"),
        Row("Diff", .data, "diff patch"),
        Row("SVG", .asset, "svg"),
        Row("Image", .asset, "png jpg jpeg gif webp ico icns bmp tiff heic avif psd"),
        Row("Audio", .asset, "mp3 wav ogg flac m4a aiff"),
        Row("Video", .asset, "mp4 mov webm mkv avi"),
        Row("Font", .asset, "ttf otf woff woff2 eot"),
        Row("PDF", .asset, "pdf ps eps"),
        Row("Archive", .asset, "zip gz tar tgz bz2 xz zst 7z jar war whl"),
        Row("Binary", .asset, "bin dat exe dll so dylib a o lib class wasm pyc db sqlite sqlite3 der p12"),
        Row("Certificate", .asset, "pem crt key cer pub"),
    ]
}
