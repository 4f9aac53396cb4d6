extension SkillTable {
    static let tools: [Row] = [
        // Packages and builds
        Row("Swift Package Manager", .tool, "file:package.swift"),
        Row("Xcode", .tool, "ending:pbxproj ending:xcscheme ending:xcworkspacedata"),
        Row("CocoaPods", .tool, "file:podfile"),
        Row("npm", .tool, "file:package-lock.json file:npm-shrinkwrap.json manager:npm"),
        Row("Yarn", .tool, "file:yarn.lock manager:yarn"),
        Row("pnpm", .tool, "file:pnpm-lock.yaml file:pnpm-workspace.yaml manager:pnpm"),
        Row("Bun", .tool, "file:bun.lockb file:bun.lock manager:bun"),
        Row("Deno", .tool, "file:deno.json file:deno.jsonc"),
        Row("pip", .tool, "file:requirements.txt"),
        Row("Poetry", .tool, "file:poetry.lock pypi:poetry pypi:poetry-core"),
        Row("uv", .tool, "file:uv.lock pypi:uv"),
        Row("Pipenv", .tool, "file:pipfile"),
        Row("Cargo", .tool, "file:cargo.toml"),
        Row("Go modules", .tool, "file:go.mod"),
        Row("Bundler", .tool, "file:gemfile"),
        Row("Maven", .tool, "file:pom.xml"),
        Row("Gradle", .tool, "file:build.gradle file:build.gradle.kts"),
        Row("sbt", .tool, "file:build.sbt"),
        Row("Composer", .tool, "file:composer.json"),
        Row("NuGet", .tool, "ending:csproj ending:fsproj"),
        Row("Mix", .tool, "file:mix.exs"),
        Row("Make", .tool, "file:makefile file:gnumakefile"),
        Row("CMake", .tool, "file:cmakelists.txt"),
        Row("Meson", .tool, "file:meson.build"),
        Row("Bazel", .tool, "file:build.bazel file:module.bazel file:workspace.bazel"),
        Row("just", .tool, "file:justfile"),
        Row("Nix", .tool, "file:flake.nix file:shell.nix file:default.nix"),
        Row("Webpack", .tool, "npm:webpack file:webpack.config.js"),
        Row("Vite", .tool, "npm:vite file:vite.config.js file:vite.config.ts"),
        Row("esbuild", .tool, "npm:esbuild"),
        Row("Rollup", .tool, "npm:rollup"),
        Row("Turborepo", .tool, "npm:turbo file:turbo.json"),
        Row("Babel", .tool, "npm:@babel file:.babelrc file:babel.config.js"),
        // Checks
        Row("ESLint", .tool, "npm:eslint npm:@eslint file:.eslintrc file:.eslintrc.js file:.eslintrc.json file:eslint.config.js"),
        Row("Prettier", .tool, "npm:prettier file:.prettierrc"),
        Row("Ruff", .tool, "pypi:ruff file:ruff.toml"),
        Row("Black", .tool, "pypi:black"),
        Row("mypy", .tool, "pypi:mypy file:mypy.ini"),
        Row("tox", .tool, "pypi:tox file:tox.ini"),
        Row("nox", .tool, "pypi:nox file:noxfile.py"),
        Row("SwiftLint", .tool, "file:.swiftlint.yml"),
        Row("swift-format", .tool, "file:.swift-format"),
        Row("RuboCop", .tool, "gem:rubocop file:.rubocop.yml"),
        Row("golangci-lint", .tool, "file:.golangci.yml file:.golangci.yaml action:golangci"),
        Row("clang-format", .tool, "file:.clang-format"),
        Row("pre-commit", .tool, "file:.pre-commit-config.yaml pypi:pre-commit"),
        Row("Storybook", .tool, "npm:storybook npm:@storybook under:.storybook"),
        // Running it
        Row("Docker", .tool, "file:dockerfile file:containerfile ending:dockerfile action:docker"),
        Row("Docker Compose", .tool, "file:docker-compose.yml file:docker-compose.yaml file:compose.yml file:compose.yaml"),
        Row("Kubernetes", .tool, "file:kustomization.yaml file:skaffold.yaml under:k8s under:kubernetes"),
        Row("Helm", .tool, "file:chart.yaml"),
        Row("Terraform", .tool, "ending:tf ending:tfvars action:hashicorp"),
        Row("Ansible", .tool, "file:ansible.cfg"),
        Row("GitHub Actions", .tool, "under:.github/workflows"),
        Row("GitLab CI", .tool, "file:.gitlab-ci.yml"),
        Row("CircleCI", .tool, "under:.circleci"),
        Row("Jenkins", .tool, "file:jenkinsfile"),
        Row("Travis CI", .tool, "file:.travis.yml"),
        Row("Dependabot", .tool, "file:dependabot.yml"),
        Row("Vercel", .tool, "file:vercel.json"),
        Row("Fly.io", .tool, "file:fly.toml"),
        // What it talks to
        Row(
            "PostgreSQL", .tool,
            "image:postgres image:postgresql npm:pg npm:postgres pypi:psycopg pypi:psycopg2 pypi:psycopg2-binary pypi:asyncpg "
                + "swiftpm:postgres-nio swift:postgresnio cargo:tokio-postgres go:github.com/lib/pq go:github.com/jackc/pgx gem:pg "
                + "maven:org.postgresql nuget:npgsql pkgconfig:libpq swift:clibpq extra:postgres extra:postgresql extra:psycopg extra:psycopg2 "
                + "extra:asyncpg"),
        Row(
            "MySQL", .tool,
            "image:mysql image:mariadb npm:mysql npm:mysql2 pypi:pymysql pypi:mysqlclient go:github.com/go-sql-driver/mysql gem:mysql2 "
                + "maven:mysql maven:com.mysql"),
        Row(
            "SQLite", .tool,
            "npm:sqlite3 npm:better-sqlite3 cargo:rusqlite gem:sqlite3 go:github.com/mattn/go-sqlite3 python:sqlite3 "
                + "swift:csqlite swift:sqlite3 swift:grdb pkgconfig:sqlite3"),
        Row(
            "Redis", .tool,
            "image:redis image:valkey npm:redis npm:ioredis pypi:redis swiftpm:redistack cargo:redis go:github.com/redis/go-redis "
                + "go:github.com/go-redis/redis gem:redis extra:redis"),
        Row("MongoDB", .tool, "image:mongo npm:mongodb npm:mongoose pypi:pymongo go:go.mongodb.org/mongo-driver"),
        Row("Elasticsearch", .tool, "image:elasticsearch npm:@elastic pypi:elasticsearch"),
        Row("RabbitMQ", .tool, "image:rabbitmq npm:amqplib pypi:pika"),
        Row("Kafka", .tool, "image:kafka image:cp-kafka npm:kafkajs pypi:kafka-python maven:org.apache.kafka"),
        Row("nginx", .tool, "image:nginx file:nginx.conf"),
        Row("Prometheus", .tool, "image:prometheus swiftpm:swift-prometheus npm:prom-client pypi:prometheus-client file:prometheus.yml"),
        Row("Grafana", .tool, "image:grafana"),
        Row(
            "OpenTelemetry", .tool,
            "npm:@opentelemetry pypi:opentelemetry-api pypi:opentelemetry-sdk python:opentelemetry cargo:opentelemetry "
                + "go:go.opentelemetry.io/otel"),
        Row("Sentry", .tool, "npm:@sentry pypi:sentry-sdk swiftpm:sentry-cocoa cargo:sentry"),
        Row("AWS SDK", .tool, "npm:aws-sdk npm:@aws-sdk pypi:boto3 swiftpm:soto go:github.com/aws/aws-sdk-go-v2 cargo:aws-config"),
        Row("Jupyter", .tool, "ending:ipynb pypi:jupyter pypi:notebook"),
    ]
}
