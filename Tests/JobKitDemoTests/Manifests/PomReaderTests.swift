import Testing

@testable import JobKitDemo

@Suite("pom.xml is read as XML: an element counts by its place")
struct PomReaderTests {
    private func read(_ text: String) throws -> Manifest { try #require(ManifestReader.read("pom.xml", text)) }

    private func dependency(_ group: String, _ artifact: String, _ more: String = "") -> String {
        "<dependency><groupId>\(group)</groupId><artifactId>\(artifact)</artifactId>\(more)</dependency>\n"
    }

    @Test("What is excluded, commented out, managed or imported is no dependency; what tests need is not what it runs with")
    func places() throws {
        let exclusion =
            "<exclusions><exclusion><groupId>org.hibernate</groupId><artifactId>hibernate-core</artifactId></exclusion></exclusions>"
        let manifest = try read(
            """
            <?xml version="1.0" encoding="UTF-16"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
            <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId></parent>
            <groupId>org.example</groupId><artifactId>shop</artifactId><description>Sells things.</description>
            <modules><module>core</module><module>web</module></modules>
            <dependencyManagement><dependencies>
            """ + dependency("io.micronaut", "micronaut-core") + dependency("x", "bom", "<type>pom</type><scope>import</scope>")
                + "</dependencies></dependencyManagement>\n<dependencies>\n" + dependency("org.example", "plain", exclusion) + "<!-- "
                + dependency("io.quarkus", "quarkus-core") + " -->\n"
                + dependency("org.junit.jupiter", "junit-jupiter", "<scope>test</scope>")
                + dependency("javax.servlet", "servlet-api", "<scope>provided</scope>")
                + dependency("o", "opt", "<optional>true</optional>")
                + dependency("${project.groupId}", "core")
                + "</dependencies>\n<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId>"
                + "<dependencies>" + dependency("org.ow2.asm", "asm") + "</dependencies></plugin></plugins></build></project>\n")
        #expect(manifest.name == "shop")
        #expect(manifest.description == "Sells things.")
        #expect(manifest.members == ["core", "web"])
        let scopes: [(Manifest.Dependency.Scope, [String])] = [
            (.runtime, ["org.example:plain", "${project.groupId}:core"]), (.development, ["org.junit.jupiter:junit-jupiter"]),
            (.optional, ["o:opt"]),
            (
                .build,
                [
                    "org.springframework.boot:spring-boot-starter-parent", "javax.servlet:servlet-api",
                    "org.apache.maven.plugins:maven-jar-plugin",
                ]
            ),
        ]
        for (scope, names) in scopes { #expect(manifest.dependencies.filter { $0.scope == scope }.map(\.name) == names, "\(scope)") }
        #expect(manifest.dependencies.first?.line == 3)
        #expect(manifest.dependencies.first { $0.name == "${project.groupId}:core" }?.isLocal == true)
    }

    @Test("A document type is not read: no entity names a file or multiplies")
    func entities() throws {
        let external =
            "<!DOCTYPE project [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>\n<project><artifactId>&e;</artifactId></project>"
        #expect(try read(external).name == nil)
        var bomb = "<!DOCTYPE p [<!ENTITY a0 \"aaaaaaaaaa\">"
        for level in 1...9 { bomb += "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">" }
        #expect(try read(bomb + "]><project><artifactId>&a9;</artifactId></project>").name == nil)
    }

    @Test("Half a file and a deep one say nothing")
    func broken() throws {
        #expect(try read("<project><artifactId>x</artifactId><dependencies>" + dependency("a", "b")).dependencies == [])
        #expect(try read(String(repeating: "<a>", count: 20_000)).name == nil)
        #expect(try read("").name == nil)
    }
}
