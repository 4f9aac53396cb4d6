import Testing

@testable import JobKitDemo

@Suite("Skills")
struct ProjectsSkillTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func find() async throws -> [Skill] {
        try await scratch.commit("origin")
        return try await SkillFinder().find(
            in: try await Cloner(git: scratch.git()).clone(scratch.source("origin"), into: scratch.at("clone")))
    }

    private func evidence(_ skills: [Skill], _ name: String) -> [String]? {
        skills.first { $0.name == name }?.evidence.map(\.description)
    }

    @Test("What comments and texts of several lines say is no import; what stands behind them is")
    func notCode() async throws {
        let sources = [
            "a.py": "\"\"\"Say:\nfrom flask import Flask\n\"\"\"\nx = '''\nimport numpy\n'''  # it's\nimport redis\n",
            "a.js": "/* it's\nconst e = require('express')\n*/\nconst t = `\nimport s from 'svelte'\n`\nimport r from 'react'\n",
            "A.swift": "/*\nimport NIOCore\n*/\nlet s = \"\"\"\nimport GRDB\n\"\"\"\nlet u = \"/*\"\nimport Vapor\n",
            "x.go": "package x\n/*\nimport \"github.com/gin-gonic/gin\"\n*/\nimport \"github.com/go-chi/chi/v5\"\n",
        ]
        for (path, text) in sources { try scratch.write("origin/\(path)", text) }
        try scratch.write("origin/.github/workflows/ci.yml.disabled", "on: push\n")
        let names = Set(try await find().map(\.name))
        let untrue = ["Flask", "NumPy", "Express", "Svelte", "SwiftNIO", "GRDB", "SQLite", "Gin", "GitHub Actions"]
        #expect(names.isDisjoint(with: untrue), "\(names)")
        #expect(names.isSuperset(of: ["Redis", "React", "Vapor", "chi"]), "\(names)")
    }

    @Test("Manifests are evidence by line, or by key where they are values")
    func manifests() async throws {
        let files: [(path: String, text: String, skill: String, evidence: String)] = [
            (
                "Package.swift",
                "import PackageDescription\nlet p = [\n  .package(url: \"https://x.org/vapor.git\", from: \"4.0.0\"),\n]\n", "Vapor", ":3"
            ),
            (
                "package.json", "{\"devDependencies\": {\"vite\": \"5\"}, \"dependencies\": {\"@nestjs/core\": 1}}", "NestJS",
                " dependencies.@nestjs/core"
            ),
            ("requirements.txt", "# web\nDjango[argon2]>=5 ; python_version > '3'\n", "Django", ":2"),
            (
                "pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\n  \"fastapi>=0.1\",\n]\n[tool.ruff]\nline-length = 100\n",
                "FastAPI",
                ":4"
            ),
            (
                "rust/Cargo.toml", "[package]\nname = \"tokio\"\n[dependencies]\naxum = \"0.7\"\n[dependencies.serde]\nversion = \"1\"\n",
                "Axum", ":4"
            ),
            ("go.mod", "module x\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.0\n)\n", "Gin", ":4"),
            ("Gemfile", "source 'https://rubygems.org'\ngem 'rails', '~> 7'\n", "Ruby on Rails", ":2"),
            (
                "pom.xml",
                "<project><dependencies>\n<dependency>\n<groupId>org.springframework.boot</groupId>\n<artifactId>starter</artifactId>\n"
                    + "</dependency>\n</dependencies></project>\n",
                "Spring Boot", ":4"
            ),
            ("app/build.gradle", "dependencies {\n  implementation 'io.ktor:ktor-server:2.0'\n}\n", "Ktor", ":2"),
            ("composer.json", "{\"require\": {\"php\": \">=8\", \"laravel/framework\": \"^11\"}}", "Laravel", " require.laravel/framework"),
            ("Dockerfile", "FROM --platform=linux/amd64 docker.io/library/postgres:16@sha256:0 AS db\n", "PostgreSQL", ":1"),
            ("compose.yaml", "services:\n  cache:\n    image: \"redis:7\"\n", "Redis", ":3"),
            (".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - uses: golangci/action@v6\n", "golangci-lint", ":5"),
            ("mix.exs", "defp deps do\n  [{:phoenix, \"~> 1.7\"}]\n", "Phoenix", ":2"),
            ("x.csproj", "<Project>\n<PackageReference Include=\"Microsoft.AspNetCore.OpenApi\" />\n", "ASP.NET Core", ":2"),
            ("pubspec.yaml", "dependencies:\n  flutter:\n    sdk: flutter\n", "Flutter", ":2"),
        ]
        for file in files { try scratch.write("origin/" + file.path, file.text) }
        let skills = try await find()
        for file in files { #expect(evidence(skills, file.skill) == [file.path + file.evidence], "\(file.skill)") }
        #expect(evidence(skills, "Serde") == ["rust/Cargo.toml:5"])
        #expect(evidence(skills, "Ruff") == ["pyproject.toml:6"])
        // The package's own name is no dependency.
        #expect(evidence(skills, "Tokio") == nil)
        #expect(evidence(skills, "Vite") == ["package.json devDependencies.vite"])
        #expect(Set(skills.map(\.category)) == [.language, .framework, .tool] || Set(skills.map(\.category)) == [.framework, .tool])
    }

    @Test("Imports are evidence by line")
    func imports() async throws {
        let files: [(path: String, text: String, skill: String, line: Int)] = [
            ("a.swift", "// import Vapor\n@preconcurrency import struct Hummingbird.Router\n", "Hummingbird", 2),
            ("b.py", "import os, numpy.linalg as la\nfrom django.http import Http404\nfrom .torch import x\n", "NumPy", 1),
            ("c.ts", "const x = \"vue\"\nimport {\n  a\n} from \"react-dom/client\"\nimport './electron'\n", "React", 4),
            ("d.js", "const e = require('express')\n", "Express", 1),
            ("e.go", "package e\nimport (\n\tg \"github.com/labstack/echo/v4\"\n)\n", "Echo", 3),
            ("f.rs", "pub use actix_web::App;\n", "Actix Web", 1),
            ("G.java", "package g;\nimport static org.junit.jupiter.api.Assertions.*;\n", "JUnit", 2),
            ("h.rb", "require 'sinatra/base'\n", "Sinatra", 1),
            ("i.php", "<?php\nuse Symfony\\Component\\Console;\n", "Symfony", 2),
            ("J.cs", "using Xunit;\n", "xUnit", 1),
            ("k.dart", "import 'package:flutter/material.dart';\n", "Flutter", 1),
        ]
        for file in files { try scratch.write("origin/" + file.path, file.text) }
        let skills = try await find()
        for file in files { #expect(evidence(skills, file.skill) == ["\(file.path):\(file.line)"], "\(file.skill)") }
        #expect(evidence(skills, "Django") == ["b.py:2"])
        for absent in ["Vapor", "PyTorch", "Vue", "Electron"] { #expect(evidence(skills, absent) == nil, "\(absent)") }
    }

    @Test("Files are evidence by their names, and languages by their longest files, most lines first")
    func files() async throws {
        try scratch.write("origin/Makefile", "all:\n")
        try scratch.write("origin/.github/workflows/ci.yml", "on: push\n")
        try scratch.write("origin/k8s/app.yaml", "kind: Pod\n")
        try scratch.write("origin/yarn.lock", "# yarn\n")
        try scratch.write("origin/short.c", "int a;\n")
        for number in 1...5 { try scratch.write("origin/\(number).py", String(repeating: "a = 1\n", count: number)) }
        let skills = try await find()
        #expect(
            skills.map { "\($0.category.rawValue) \($0.name): " + $0.evidence.map(\.description).joined(separator: ", ") } == [
                "language Python: 5.py:1, 4.py:1, 3.py:1", "language C: short.c:1", "tool GitHub Actions: .github/workflows/ci.yml:1",
                "tool Kubernetes: k8s/app.yaml:1", "tool Make: Makefile:1", "tool Yarn: yarn.lock:1",
            ])
    }

    @Test("What others wrote is no skill: vendored and generated files, links, and what lies outside")
    func others() async throws {
        try scratch.write("origin/vendor/package.json", "{\"dependencies\": {\"react\": \"18\"}}")
        try scratch.write("origin/node_modules/a/index.js", "require('express')\n")
        try scratch.write("origin/gen.py", "# Code generated by x. DO NOT EDIT.\nimport flask\n")
        try scratch.write("outside/package.json", "{\"dependencies\": {\"vue\": \"3\"}}")
        try await scratch.shell("ln -s ../outside/package.json origin/package.json; ln -s ../outside origin/dir")
        #expect(try await find() == [])
    }

    @Test("Manifests made to hurt are passed over, and the rest is read")
    func hostile() async throws {
        try scratch.write("origin/package.json", String(repeating: "[", count: 200_000))
        try scratch.write("origin/composer.json", "{\"require\": [1, {\"laravel/framework\": 1}], \"require-dev\": \"x\"}")
        try scratch.write(
            "origin/pyproject.toml", String(repeating: "[", count: 100_000) + "\n" + String(repeating: "a=[\"\n", count: 30_000))
        try scratch.write("origin/pom.xml", String(repeating: "<groupId>", count: 20_000))
        try scratch.write("origin/go.mod", bytes: [0xFF, 0x00, 0xFE, 0x0A] + Array("require \u{202E}github.com/gin-gonic/gin v1\n".utf8))
        try scratch.write("origin/a.go", String(repeating: "/", count: 400) + "\"" + String(repeating: "a/", count: 200) + "\"\n")
        try scratch.write("origin/b.py", "import flask\n" + String(repeating: "import a.", count: 60_000))
        let skills = try await find()
        #expect(evidence(skills, "Flask") == ["b.py:1"])
        #expect(evidence(skills, "Laravel") == nil)
    }

    @Test("No two rows of the table have the same name, and every mark is one that something looks up")
    func table() {
        let rows = SkillTable.frameworks + SkillTable.tools
        #expect(Set(rows.map(\.name)).count == rows.count)
        let sources: Set<Substring> = [
            "swiftpm", "npm", "pypi", "cargo", "go", "gem", "maven", "composer", "nuget", "pub", "hex", "swift", "python", "java", "php",
            "csharp",
            "image", "action", "file", "ending", "under", "extra", "pkgconfig", "manager",
        ]
        for row in rows {
            for mark in row.marks.split(separator: " ") {
                #expect(mark == mark.lowercased(), "\(mark)")
                #expect(sources.contains(mark.prefix { $0 != ":" }), "\(mark)")
            }
        }
    }
}
