import { writeFileSync } from 'node:fs';

import { envExample } from './env-example.js';
import { sections } from './sections.js';

writeFileSync('.env.example', envExample(sections));
