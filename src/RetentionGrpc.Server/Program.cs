System.Console.WriteLine("retention");
